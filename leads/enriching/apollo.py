"""Apollo: one question about a person, one about a company. Personal addresses and telephone
numbers are not asked for: they cost extra, and nobody gave them to us."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from leads.domains import is_within
from leads.enriching.asking import Service
from leads.enriching.schema import Facts, Question, facts

HEADER = "x-api-key"


def ask(service: Service, about: Question) -> Facts:
    """What Apollo knows: of a person where there is an address, else of the company."""
    base = service.url.rstrip("/")
    if not about.email:
        answer = service.ask("GET", f"{base}/organizations/enrich", domain=about.domain)
        return facts(_company(answer.get("organization"), domain=about.domain))
    hidden = {"reveal_personal_emails": "false", "reveal_phone_number": "false"}
    given = {"email": about.email} | ({"domain": about.domain} if about.domain else {})
    answer = service.ask("POST", f"{base}/people/match", **given, **hidden)
    person = answer.get("person")
    return facts(_person(person, domain=about.domain)) if isinstance(person, dict) else Facts()


def _person(person: Mapping[str, Any], *, domain: str) -> dict[str, Any]:
    """A title at another company than the one of the address is not theirs any more, or not yet:
    then only what is true of a person anywhere is taken."""
    organization = person.get("organization")
    found = {"country": person.get("country")}
    if _is_elsewhere(organization, domain):
        return found
    found |= {"title": person.get("title"), "seniority": person.get("seniority")}
    return found | (_company(organization, domain=domain) if domain else {})


def _company(organization: Any, *, domain: str) -> dict[str, Any]:
    if not isinstance(organization, dict) or _is_elsewhere(organization, domain):
        return {}
    return {
        "industry": organization.get("industry"),
        "employees": organization.get("estimated_num_employees"),
        "company_country": organization.get("country"),
    }


def _is_elsewhere(organization: Any, domain: str) -> bool:
    own = organization.get("primary_domain") if isinstance(organization, dict) else None
    if not isinstance(own, str) or not own or not domain:
        return False
    own = own.lower()
    return not (is_within(domain, frozenset({own})) or is_within(own, frozenset({domain})))
