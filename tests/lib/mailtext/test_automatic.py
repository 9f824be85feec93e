"""Who sent a mail: decided by its fields, never by its words."""

from __future__ import annotations

from datetime import date

import pytest

from followup.lib.mailtext import read

from .test_read import mail

AWAY = "I am out of the office until Friday 22 May 2026 and have limited access to mail."


@pytest.mark.parametrize(
    "field",
    [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-replied (vacation)",
        "Auto-Submitted: auto-generated",
        "X-Autoreply: yes",
        "X-Autorespond: yes",
        "Precedence: auto_reply",
        "Precedence: bulk\r\nIn-Reply-To: <1@seller.example>",
        "Precedence: junk\r\nIn-Reply-To: <1@seller.example>",
        "X-Auto-Response-Suppress: All",
        "X-MS-Exchange-Inbox-Rules-Loop: jane@buyer.example",
        "Return-Path: <>",
        "X-Auto-Response-Suppress: OOF, AutoReply",
        "Subject: Automatic reply: Our offer",
        "Subject: Out of Office: Our offer",
        "Subject: Automatische Antwort: Angebot",
        "Subject: Abwesenheitsnotiz: Angebot",
        "Subject: =?utf-8?q?R=C3=A9ponse_automatique_=3A_Offre?=",
        "Subject: Respuesta automática: Oferta",
        "Subject: Risposta automatica: Offerta",
        "Subject: Automatisch antwoord: Offerte",
        "Subject: Resposta automática: Proposta",
        "Subject: Autosvar: Offert",
        "Subject: Automatisk svar: Tilbud",
        "Subject: Autom. svar: Tilbud",
        "Subject: Automatyczna odpowiedź: Oferta",
        "Subject: Automatická odpověď: Nabídka",
        "Subject: Автоматический ответ: Предложение",
        "Subject: 自動応答: お見積り",
        "Subject: 自动答复: 报价",
    ],
)
def test_an_answering_machine_is_known_by_its_fields(field: str) -> None:
    found = read(mail(AWAY, "Date: Tue, 12 May 2026 10:00:00 +0000", *field.split("\r\n")))
    assert found.kind == "auto_reply"
    assert found.return_date == date(2026, 5, 22)


@pytest.mark.parametrize(
    "field",
    [
        "Subject: Re: Our offer",
        "Subject: Re: Automatic reply: Our offer",
        "Subject: Out of office furniture",
        "Subject: Out of office",
        "Subject: Abwesenheit",
        "Subject: Auto: Leasing für das Team",
        "Subject: Automatically renewing contracts",
        "Auto-Submitted: no",
        "X-MS-Exchange-Inbox-Rules-Loop: sales@seller.example",
        "Delivered-To: autoreply@seller.example",
        "List-Id: <sales.seller.example>\r\nList-Post: <mailto:sales@seller.example>\r\nList-Unsubscribe: <mailto:u@seller.example>\r\nPrecedence: list",
        "Subject: Re: Offer\r\nIn-Reply-To: <1@seller.example>\r\nList-Unsubscribe: <mailto:x@buyer.example>",
        "Subject: Re: Offer\r\nIn-Reply-To: <1@seller.example>\r\nX-Auto-Response-Suppress: DR, RN",
        "Subject: Re: Offer\r\nIn-Reply-To: <1@seller.example>\r\nPrecedence: list",
    ],
)
def test_words_about_being_away_never_make_a_mail_automatic(field: str) -> None:
    found = read(mail(AWAY, *field.split("\r\n")))
    assert (found.kind, found.return_date) == ("reply", None)


@pytest.mark.parametrize(
    "field",
    [
        "Precedence: bulk\r\nList-Id: <news.buyer.example>",
        "List-Unsubscribe: <https://buyer.example/u>\r\nSubject: May news",
        "From: noreply@buyer.example\r\nSubject: Notice",
        "From: MAILER-DAEMON@buyer.example\r\nSubject: Notice",
    ],
)
def test_a_machine_that_answers_nothing_is_neither_reply_nor_answer(field: str) -> None:
    assert read(mail("News of May.", *field.split("\r\n"))).kind == "other"


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("I will be back on Monday, May 25.", "2026-05-25"),
        (
            "I am away from 18 May to 22 May 2026 and back in the office on 25 May 2026.",
            "2026-05-25",
        ),
        ("Ich bin bis einschließlich 22.05.2026 nicht im Büro.", "2026-05-22"),
        (
            "Ich bin ab dem 25. Mai wieder für Sie da. Die Vertretung hat bis 20. Mai Frau Lenz.",
            "2026-05-25",
        ),
        ("Je suis absent jusqu'au 22 mai 2026. Je vous répondrai à mon retour.", "2026-05-22"),
        ("Estaré fuera de la oficina hasta el 22 de mayo de 2026.", "2026-05-22"),
        ("Sono in ferie fino al 22 maggio 2026.", "2026-05-22"),
        ("Ik ben afwezig tot en met 22 mei 2026.", "2026-05-22"),
        ("Estou de férias até 22 de maio de 2026.", "2026-05-22"),
        ("Jag är på semester till och med 22 maj 2026.", "2026-05-22"),
        ("Jeg er på ferie til og med 22. maj 2026.", "2026-05-22"),
        ("Jestem na urlopie do 22.05.2026.", "2026-05-22"),
        ("Jsem na dovolené do 22. 5. 2026.", "2026-05-22"),
        ("Я в отпуске до 22 мая 2026 года.", "2026-05-22"),
        ("5月22日まで休暇をいただいております。", "2026-05-22"),
        ("我将休假至2026年5月22日。", "2026-05-22"),
        ("We received your request. Our offers are valid until 30 May 2026.", None),
        ("Thank you for your message. We answer within two working days.", None),
        ("I am on leave. My colleague joined us on 3 March 2019.", None),
    ],
)
def test_the_day_of_return_is_read(words: str, day: str | None) -> None:
    found = read(
        mail(words, "Auto-Submitted: auto-replied", "Date: Tue, 12 May 2026 10:00:00 +0000")
    )
    assert (found.return_date and found.return_date.isoformat()) == day
