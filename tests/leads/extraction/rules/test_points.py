from datetime import date

from tests.leads.extraction.rules.dialogue import of, only, read


def test_recap_has_needs_and_numbers_but_no_chit_chat() -> None:
    reading = read("""
        Maya: How was your weekend?
        Priya: Lovely, the weather was great and we had a barbecue with the kids.
        Priya: So, we have 340 drivers and our dispatchers plan every route by hand.
        Maya: Right.
        Priya: It takes them four hours every morning, that's the biggest problem.
    """)

    quotes = [f.evidence[0].quote for f in of(reading, "recap")]
    assert any("340 drivers" in q for q in quotes)
    assert any("four hours" in q for q in quotes)
    assert not any("weather" in q for q in quotes)


def test_worry_of_the_buyer_is_a_concern() -> None:
    found = only(read("Priya: My worry is the data migration, we had a bad experience."), "concern")

    assert found.direction == "theirs"


def test_no_worries_is_no_concern() -> None:
    assert of(read("Priya: No worries, I'm not concerned about that at all."), "concern") == []


def test_day_that_binds_the_buyer_is_a_deadline() -> None:
    found = only(read("Priya: We need security sign-off before the 15th of December."), "deadline")

    assert found.due_phrase == "before the 15th of December"
    assert found.due is not None
    assert found.due <= date(2026, 12, 15)


def test_question_that_was_put_off_stays_open() -> None:
    reading = read("""
        Priya: Does the platform support single sign-on with Okta?
        Maya: Hmm, I'm not sure, I'd have to ask.
    """)

    assert "single sign-on" in only(reading, "open_question").text


def test_question_that_was_answered_is_not_open() -> None:
    reading = read("""
        Priya: Does the platform support single sign-on with Okta?
        Maya: Yes, with any SAML provider.
        Priya: And where do you store the data?
        Maya: In Frankfurt, on our own servers.
    """)

    assert of(reading, "open_question") == []
