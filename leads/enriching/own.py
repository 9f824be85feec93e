"""A service of the organisation's own: one address with a place for what is asked, one header
with the key, and an answer of two small objects (docs/enrichment.md)."""

from __future__ import annotations

import re
from collections.abc import Collection
from urllib.parse import quote, urlsplit

from followup.lib import outside_http
from leads.enriching.asking import Service
from leads.enriching.schema import Facts, Question, facts

PLACES = frozenset({"email", "domain"})


def ask(service: Service, about: Question) -> Facts:
    """What the service knows; nothing where it has to be asked with what we do not have."""
    places = set(re.findall(r"{(\w*)}", service.url))
    given = {"email": about.email, "domain": about.domain}
    if not any(given[place] for place in places & PLACES):
        return Facts()
    url = service.url
    for place, value in given.items():
        url = url.replace(f"{{{place}}}", quote(value, safe=""))
    answer = service.ask("GET", url)
    person, company = answer.get("person"), answer.get("company")
    found = dict(person) if isinstance(person, dict) and about.email else {}
    found = {name: found.get(name) for name in ("title", "seniority", "phone", "country")}
    if isinstance(company, dict) and about.domain:
        found |= {"industry": company.get("industry"), "employees": company.get("employees")}
        found["company_country"] = company.get("country")
    return facts(found)


def asks_people(url: str) -> bool:
    """Whether a person's address leaves the house with each question."""
    return "{email}" in url


def wrong_with(url: str, *, inside: Collection[str] = ()) -> str:
    """Why this address cannot be asked, or ''."""
    places = re.findall(r"{(.*?)}", url)
    if not places or set(places) - PLACES or len(re.findall("[{}]", url)) != 2 * len(places):
        return "Write {email} or {domain}, or both, where they belong, and nothing else in braces."
    try:
        parts = urlsplit(url)
    except ValueError:
        return "This is no address."
    if "{" in parts.netloc:
        return "The name of the server has to be fixed: {email} and {domain} stand behind it."
    return outside_http.why_not(re.sub(r"{\w*}", "x", url), inside=inside)
