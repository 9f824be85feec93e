"""What stands under the words, and what only looks like it."""

from __future__ import annotations

import pytest

from followup.lib.mailtext import new_words


@pytest.mark.parametrize(
    "line",
    [
        "Sent from my iPhone", "Sent from my Galaxy", "Sent from my mobile device", "Sent from Outlook for Android",
        "Sent from Mail for Windows", "Sent from Yahoo Mail on Android", "Sent via BlackBerry by AT&T", "Get Outlook for iOS",
        "Get Outlook for Android<https://aka.ms/x>", "Sent with Proton Mail secure email.", "Sent from a phone with small keys",
        "Von meinem iPhone gesendet", "Von meinem Samsung Galaxy Smartphone gesendet.", "Gesendet von Outlook für Android",
        "Gesendet mit der GMX Mail App", "Outlook für iOS beziehen", "Diese Nachricht wurde von meinem Android-Gerät mit GMX Mail gesendet.",
        "Envoyé de mon iPhone", "Envoyé à partir de Outlook pour Android", "Télécharger Outlook pour iOS",
        "Enviado desde mi iPhone", "Obtener Outlook para Android", "Enviado do meu iPhone", "Obter o Outlook para iOS",
        "Inviato da iPhone", "Ottieni Outlook per Android", "Verstuurd vanaf mijn iPhone", "Outlook voor Android downloaden",
        "Skickat från min iPhone", "Hämta Outlook för iOS", "Sendt fra min iPhone", "Hent Outlook til Android", "Skaff Outlook for iOS",
        "Lähetetty iPhonesta", "Wysłane z iPhone'a", "Pobierz aplikację Outlook dla systemu Android", "Odesláno z iPhonu",
        "Получить Outlook для iOS", "Отправлено с iPhone", "iPhoneから送信", "发自我的 iPhone", "發自我的手機", "나의 iPhone에서 보냄",
        "iPhone’umdan gönderildi",
    ],
)  # fmt: skip
def test_a_device_line_is_cut(line: str) -> None:
    assert new_words(f"Friday works.\n\n{line}") == "Friday works."


@pytest.mark.parametrize(
    "words",
    [
        "Sent from our plant in Lyon this morning.",
        "Sent via DHL",
        "The contract went out.\n\nSent by courier on Monday",
        "Gesendet haben wir es am Montag.",
        "从下周一开始",
        "I will get Outlook for my team, then we can share calendars.",
        "We use Outlook on the web -- and some of us Gmail.",
        "Best,\nJane",
        "Thanks\n\nJane Roe",
        "- first point\n- second point",
        "Is the system message confidential?",
    ],
)
def test_words_that_look_like_a_signature_stay(words: str) -> None:
    assert new_words(words) == words


@pytest.mark.parametrize(
    "below",
    [
        "-- \nJane Roe\nBuyer Ltd",
        "--\nJane Roe",
        "—\nJane Roe",
        "________________\nJane Roe\nBuyer Ltd, London",
        "*****\nJane Roe | Buyer Ltd | +44 20 7946 0000",
        "_______________________________________________\nusers mailing list\nusers@lists.example",
        "---\nYou received this message because you are subscribed to the group.",
        "Diese E-Mail enthält vertrauliche und/oder rechtlich geschützte Informationen.",
        "Ce message et ses pièces jointes sont confidentiels.",
        "Este mensaje y sus anexos contienen información confidencial.",
        "Please consider the environment before printing this e-mail.",
        "This message has been scanned for viruses.",
        "-Jane",
    ],
)
def test_signature_footer_and_disclaimer_are_cut(below: str) -> None:
    assert new_words(f"Friday works.\n\n{below}\n") == "Friday works."


@pytest.mark.parametrize(
    ("closing", "block"),
    [
        ("Kind regards,\nJane Roe", "Buyer Ltd\n+44 20 7946 0000\nwww.buyer.example"),
        ("Mit freundlichen Grüßen\nJana Roh", "Einkauf\nKäufer GmbH\nTel. +49 30 123456"),
        ("Cordialement,\nJeanne Roux", "Acheteur SARL\n01 23 45 67 89\njeanne@acheteur.example"),
        ("Un saludo,\nJuana", "Compras\nhttps://comprador.example"),
    ],
)
def test_the_address_block_goes_and_the_name_stays(closing: str, block: str) -> None:
    assert new_words(f"Friday works.\n\n{closing}\n{block}") == f"Friday works.\n\n{closing}"
