"""Services asked over real HTTP, at a server that answers as Apollo's reference describes."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from leads import enriching
from leads.enriching import NotNow, Question, Refused, Service, Unanswerable

# The shape of Apollo's own example; of its hundred keys those that are read, and some that are not.
PERSON = {
    "id": "64a7ff0cc4dfae00013df1a5",
    "name": "Ines Park",
    "title": "Head of Operations",
    "headline": "Head of Operations at Werk",
    "email": "ines@werk.example",
    "seniority": "head",
    "country": "Germany",
    "phone_numbers": [{"sanitized_number": "+4930901820"}],
    "employment_history": [{"current": True, "organization_name": "Werk"}],
    "organization": {
        "name": "Werk",
        "primary_domain": "werk.example",
        "primary_phone": {},
        "industry": "logistics & supply chain",
        "estimated_num_employees": 47,
        "country": "Germany",
        "keywords": ["freight"],
    },
}
KNOWN = {
    "title": "Head of Operations",
    "seniority": "head",
    "country": "DE",
    "industry": "logistics & supply chain",
    "employees": "47",
    "company_country": "DE",
}
INES = Question("ines@werk.example", "werk.example")


def apollo(server: HTTPServer, about: Question = INES) -> dict[str, str]:
    service = Service(server.url_for("/api/v1"), "k3y", "x-api-key", inside=["localhost"])
    return enriching.ask("apollo", service, about).told()


def own(server: HTTPServer, path: str, about: Question = INES) -> dict[str, str]:
    service = Service(server.url_for(path), "k3y", "x-token", inside=["localhost"])
    return enriching.ask("own", service, about).told()


def test_apollo_is_asked_about_a_person_and_for_no_address_or_number_of_theirs(
    httpserver: HTTPServer,
) -> None:
    httpserver.expect_request(
        "/api/v1/people/match",
        method="POST",
        headers={"x-api-key": "k3y"},
        query_string={
            "email": "ines@werk.example",
            "domain": "werk.example",
            "reveal_personal_emails": "false",
            "reveal_phone_number": "false",
        },
    ).respond_with_json({"person": PERSON})
    assert apollo(httpserver) == KNOWN
    httpserver.check_assertions()


def test_apollo_is_asked_about_a_company_by_its_domain_alone(httpserver: HTTPServer) -> None:
    httpserver.expect_request(
        "/api/v1/organizations/enrich", method="GET", query_string={"domain": "werk.example"}
    ).respond_with_json({"organization": PERSON["organization"]})
    found = apollo(httpserver, Question(domain="werk.example"))
    assert found == {k: KNOWN[k] for k in ("industry", "employees", "company_country")}


def test_title_at_another_company_is_not_theirs_any_more(httpserver: HTTPServer) -> None:
    moved = PERSON | {"organization": {"primary_domain": "halden.example", "industry": "mining"}}
    httpserver.expect_request("/api/v1/people/match").respond_with_json({"person": moved})
    assert apollo(httpserver) == {"country": "DE"}


def test_company_of_a_free_mail_address_is_not_learnt(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/api/v1/people/match").respond_with_json({"person": PERSON})
    found = apollo(httpserver, Question("ines@gmail.com"))
    assert found == {k: KNOWN[k] for k in ("title", "seniority", "country")}
    assert "domain" not in httpserver.log[0][0].args


@pytest.mark.parametrize(
    "answer",
    [{"person": None}, {}, {"person": []}, {"person": {"organization": "Werk"}}, {"error": "x"}],
    ids=str,
)
def test_nobody_known_is_an_answer(httpserver: HTTPServer, answer: dict[str, Any]) -> None:
    httpserver.expect_request("/api/v1/people/match").respond_with_json(answer)
    assert apollo(httpserver) == {}


def test_service_of_our_own_gets_the_address_escaped_and_its_key_in_its_header(
    httpserver: HTTPServer,
) -> None:
    httpserver.expect_request("/v1/people", headers={"x-token": "k3y"}).respond_with_json(
        {
            "person": {"title": "Buyer", "seniority": "senior", "phone": "+49 30 901820"},
            "company": {"industry": "freight", "employees": "47", "country": "Germany"},
            "more": {"title": "ignored"},
        }
    )
    about = Question("a&b=c/../x@werk.example", "werk.example")
    assert own(httpserver, "/v1/people?mail={email}&of={domain}", about) == {
        "title": "Buyer",
        "seniority": "senior",
        "phone": "+4930901820",
        "industry": "freight",
        "employees": "47",
        "company_country": "DE",
    }
    assert dict(httpserver.log[0][0].args) == {"mail": about.email, "of": "werk.example"}


def test_service_of_our_own_is_not_asked_with_what_we_do_not_have(httpserver: HTTPServer) -> None:
    assert own(httpserver, "/companies/{domain}", Question("ines@gmail.com")) == {}
    assert httpserver.log == []


@pytest.mark.parametrize(
    ("status", "said", "raised"),
    [
        (401, "Invalid access credentials.", Refused),
        (403, "API_INACCESSIBLE", Refused),
        (302, "", Refused),
        (422, '{"error": "You have insufficient credits"}', NotNow),
        (422, '{"error": "Email is invalid"}', Unanswerable),
        (400, "", Unanswerable),
        (402, "", NotNow),
        (429, "", NotNow),
        (500, "", NotNow),
        (503, "", NotNow),
        (200, "<html>", NotNow),
        (200, "[1]", NotNow),
        (200, "[" * 200_000, NotNow),
        (200, "{" + " " * 1_100_000 + "}", NotNow),
    ],
)
def test_refusals_say_whether_they_pass(
    httpserver: HTTPServer, status: int, said: str, raised: type[Exception]
) -> None:
    elsewhere = {"location": httpserver.url_for("/elsewhere")}
    httpserver.expect_request("/api/v1/people/match").respond_with_data(
        said, status=status, headers=elsewhere
    )
    with pytest.raises(raised):
        apollo(httpserver)
    assert len(httpserver.log) == 1  # and nobody is sent elsewhere with the key


@pytest.mark.parametrize("status", [204, 404])
def test_nothing_there_is_an_answer(httpserver: HTTPServer, status: int) -> None:
    httpserver.expect_request("/companies/werk.example").respond_with_data("", status=status)
    assert own(httpserver, "/companies/{domain}") == {}


def test_service_says_how_long_to_wait_and_is_believed_up_to_six_hours(
    httpserver: HTTPServer,
) -> None:
    for given, waited in (("90", 90), ("999999", 21_600), ("soon", 0)):
        httpserver.clear()
        httpserver.expect_request("/api/v1/people/match").respond_with_data(
            "", status=429, headers={"retry-after": given}
        )
        with pytest.raises(NotNow) as caught:
            apollo(httpserver)
        assert caught.value.wait == waited


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost:{port}/{{domain}}",
        "https://localhost:{port}/{{domain}}",
        "https://127.0.0.1:{port}/{{domain}}",
        "https://0x7f.1:{port}/{{domain}}",
        "https://[::ffff:127.0.0.1]:{port}/{{domain}}",
    ],
)
def test_machine_of_our_own_that_nobody_named_is_never_asked(
    httpserver: HTTPServer, url: str
) -> None:
    service = Service(url.format(port=httpserver.port), "k3y", "x-token")
    with pytest.raises((Refused, NotNow)):
        enriching.ask("own", service, INES)
    assert httpserver.log == []


def test_server_that_is_away_is_tried_again_later(httpserver: HTTPServer) -> None:
    service = Service("http://localhost:9/{domain}", inside=["localhost"])
    with pytest.raises(NotNow):
        enriching.ask("own", service, INES)
