"""The template's own words, by language. They claim nothing about the conversation."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """Headings and fixed sentences of a mail in one language."""

    greeting: str  # with the recipient's name; used where the step's own is in English
    opening: str
    about: str  # before the words a promise answers
    you_said: str
    you_asked: str
    recap: str
    ours: str
    theirs: str
    actions: str
    next_step: str
    owed: str  # questions of theirs that got no answer
    asked: str  # questions of ours that got no answer
    closing: str
    subject: str
    subject_with_steps: str
    untitled: str
    sign_off: str  # with the author's name


WORDS = {
    "en": Words(
        greeting="Hi {first_name},",
        opening="Thank you for your time.",
        about="About",
        you_said="You said:",
        you_asked="You asked:",
        recap="What I took away:",
        ours="What we promised:",
        theirs="What you promised:",
        actions="Who does what:",
        next_step="Next step:",
        owed="Questions I still owe you an answer to:",
        asked="Still open from my side:",
        closing="If I got anything wrong, please tell me.",
        subject="summary",
        subject_with_steps="summary and next steps",
        untitled="Our conversation",
        sign_off="Best regards,\n{name}",
    ),
    "de": Words(
        greeting="Guten Tag {name},",
        opening="Vielen Dank für das Gespräch.",
        about="Zu",
        you_said="Sie sagten:",
        you_asked="Sie fragten:",
        recap="Was ich mitgenommen habe:",
        ours="Was wir zugesagt haben:",
        theirs="Was Sie zugesagt haben:",
        actions="Wer was übernimmt:",
        next_step="Nächster Schritt:",
        owed="Fragen, auf die ich Ihnen noch eine Antwort schulde:",
        asked="Von meiner Seite noch offen:",
        closing="Falls ich etwas falsch verstanden habe, sagen Sie mir bitte Bescheid.",
        subject="Zusammenfassung",
        subject_with_steps="Zusammenfassung und nächste Schritte",
        untitled="Unser Gespräch",
        sign_off="Viele Grüße\n{name}",
    ),
    "fr": Words(
        greeting="Bonjour {name},",
        opening="Merci pour cet échange.",
        about="À propos de",
        you_said="Vous avez dit :",
        you_asked="Vous avez demandé :",
        recap="Ce que j'en retiens :",
        ours="Ce que nous avons promis :",
        theirs="Ce que vous avez promis :",
        actions="Qui fait quoi :",
        next_step="Prochaine étape :",
        owed="Les questions auxquelles je vous dois encore une réponse :",
        asked="Encore ouvert de mon côté :",
        closing="Si j'ai mal compris quelque chose, dites-le-moi.",
        subject="résumé",
        subject_with_steps="résumé et prochaines étapes",
        untitled="Notre échange",
        sign_off="Bien cordialement,\n{name}",
    ),
    "es": Words(
        greeting="Buenos días, {name}:",
        opening="Gracias por la conversación.",
        about="Sobre",
        you_said="Usted dijo:",
        you_asked="Usted preguntó:",
        recap="Lo que me llevo:",
        ours="A qué nos comprometimos:",
        theirs="A qué se comprometieron ustedes:",
        actions="Quién hace qué:",
        next_step="Próximo paso:",
        owed="Preguntas que aún le debo responder:",
        asked="Pendiente por mi parte:",
        closing="Si entendí algo mal, le agradezco que me lo diga.",
        subject="resumen",
        subject_with_steps="resumen y próximos pasos",
        untitled="Nuestra conversación",
        sign_off="Un saludo,\n{name}",
    ),
    "it": Words(
        greeting="Buongiorno {name},",
        opening="Grazie per la conversazione.",
        about="Su",
        you_said="Lei ha detto:",
        you_asked="Lei ha chiesto:",
        recap="Che cosa ne ho ricavato:",
        ours="Che cosa abbiamo promesso noi:",
        theirs="Che cosa avete promesso voi:",
        actions="Chi fa che cosa:",
        next_step="Prossimo passo:",
        owed="Domande a cui Le devo ancora una risposta:",
        asked="Ancora aperto da parte mia:",
        closing="Se ho capito male qualcosa, me lo dica.",
        subject="riepilogo",
        subject_with_steps="riepilogo e prossimi passi",
        untitled="La nostra conversazione",
        sign_off="Cordiali saluti,\n{name}",
    ),
    "nl": Words(
        greeting="Goedendag {name},",
        opening="Bedankt voor het gesprek.",
        about="Over",
        you_said="U zei:",
        you_asked="U vroeg:",
        recap="Wat ik heb meegenomen:",
        ours="Wat wij hebben toegezegd:",
        theirs="Wat u hebt toegezegd:",
        actions="Wie wat doet:",
        next_step="Volgende stap:",
        owed="Vragen waarop ik u nog een antwoord schuldig ben:",
        asked="Van mijn kant nog open:",
        closing="Als ik iets verkeerd heb begrepen, laat het me dan weten.",
        subject="samenvatting",
        subject_with_steps="samenvatting en volgende stappen",
        untitled="Ons gesprek",
        sign_off="Met vriendelijke groet,\n{name}",
    ),
    "pt": Words(
        greeting="Olá {name},",
        opening="Agradeço a conversa.",
        about="Sobre",
        you_said="Você disse:",
        you_asked="Você perguntou:",
        recap="O que retive:",
        ours="O que prometemos:",
        theirs="O que vocês prometeram:",
        actions="Quem faz o quê:",
        next_step="Próximo passo:",
        owed="Perguntas às quais ainda lhe devo uma resposta:",
        asked="Em aberto da minha parte:",
        closing="Se entendi algo mal, por favor diga-me.",
        subject="resumo",
        subject_with_steps="resumo e próximos passos",
        untitled="A nossa conversa",
        sign_off="Com os melhores cumprimentos,\n{name}",
    ),
}


def words(language: str) -> Words:
    """The words for a language code such as "de" or "de-AT"; English for one we do not have."""
    return WORDS.get(language[:2].lower(), WORDS["en"])
