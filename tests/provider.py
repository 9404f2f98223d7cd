"""An OpenID provider on this machine: it signs in whoever it is told to, without asking."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT = "advisor"


@dataclass
class Provider:
    """Whom it signs in next, and what it says of them."""

    address: str
    person: dict[str, Any] = field(default_factory=dict)
    signed_in_seconds_ago: int = 0
    nonces: dict[str, str] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "of the tests"}))

    @property
    def metadata(self) -> dict[str, Any]:
        return {
            "issuer": self.address, "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token", "jwks_uri": f"{self.address}/keys",
            "response_types_supported": ["code"], "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"], "code_challenge_methods_supported": ["S256"],
        }  # fmt: skip

    def token(self, code: str) -> dict[str, Any]:
        at = int(time.time())
        claims = {
            "iss": self.address, "aud": CLIENT, "exp": at + 300, "iat": at - self.signed_in_seconds_ago,
            "nonce": self.nonces[code], **self.person,
        }  # fmt: skip
        signed = jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, self.key)
        return {"access_token": "unused", "token_type": "Bearer", "expires_in": 300, "id_token": signed}


@contextmanager
def provider() -> Iterator[Provider]:
    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(asked.query).items()}
            if asked.path == "/authorize":
                code = str(len(found.nonces))
                found.nonces[code] = query["nonce"]
                self._redirect(f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}")
            elif asked.path == "/keys":
                self._say({"keys": [found.key.as_dict(private=False)]})
            else:
                self._say(found.metadata)

        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._say(found.token(parse_qs(sent)["code"][0]))

        def _redirect(self, address: str) -> None:
            self.send_response(302)
            self.send_header("Location", address)
            self.end_headers()

        def _say(self, content: dict[str, Any]) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(content).encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    found = Provider(f"http://127.0.0.1:{server.server_port}")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
