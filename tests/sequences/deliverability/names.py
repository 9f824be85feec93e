"""A name server that really listens: records are given as `name -> kind -> values`."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import dns.flags
import dns.message
import dns.rcode
import dns.rrset

Zone = dict[str, dict[str, list[str]]]


class _Answer(socketserver.BaseRequestHandler):
    zone: Zone
    silent = False

    def handle(self) -> None:
        data, port = self.request
        if self.silent:
            return
        question = dns.message.from_wire(data)
        answer = dns.message.make_response(question)
        answer.flags |= dns.flags.AA | dns.flags.RA
        asked = question.question[0]
        name = asked.name.to_text().rstrip(".").lower()
        kind = dns.rdatatype.to_text(asked.rdtype)
        if name not in self.zone:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        elif values := self.zone[name].get(kind):
            answer.answer.append(dns.rrset.from_text(asked.name, 60, "IN", kind, *values))
        port.sendto(answer.to_wire(), self.client_address)


@contextmanager
def name_server(zone: Zone, *, silent: bool = False) -> Iterator[str]:
    """`address:port` of a server that knows these names and no others; `silent` never answers."""
    handler = type("Bound", (_Answer,), {"zone": zone, "silent": silent})
    with socketserver.ThreadingUDPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(
            target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )
        thread.start()
        yield f"127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()
