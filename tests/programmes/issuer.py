"""A small OpenID Connect issuer on the loopback: discovery, keys, and tokens signed RS256 as an Entra tenant does."""

import base64
import hashlib
import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT = "portal"
SECRET = "between us"


class _Answers(BaseHTTPRequestHandler):
    def do_GET(self):
        issuer = self.server.issuer
        if self.path.endswith("/.well-known/openid-configuration"):
            self._json(
                {
                    "issuer": issuer,
                    "authorization_endpoint": f"{issuer}/authorize",
                    "token_endpoint": f"{issuer}/token",
                    "jwks_uri": f"{issuer}/keys",
                    "token_endpoint_auth_methods_supported": ["client_secret_post"],
                }
            )
        else:
            self._json({"keys": [self.server.public_key]})

    def do_POST(self):
        length = int(self.headers["Content-Length"])
        asked = {name: values[0] for name, values in parse_qs(self.rfile.read(length).decode()).items()}
        self._json(self.server.exchange(asked))

    def _json(self, data):
        body = json.dumps(data).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        """Says nothing."""


class Issuer(ThreadingHTTPServer):
    """`authorize` stands for somebody signing in there; the code that it gives is good for one token."""

    daemon_threads = True

    def __init__(self, path):
        super().__init__(("127.0.0.1", 0), _Answers)
        self.issuer = f"http://127.0.0.1:{self.server_address[1]}{path}"
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.given = {}

    @property
    def public_key(self):
        jwk = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return jwk | {"kid": "one", "alg": "RS256", "use": "sig"}

    def authorize(self, challenge, **claims):
        """The code with which the browser comes back, for a token with these claims."""
        code = f"code-{len(self.given) + 1}"
        now = int(time.time())
        standard = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300}
        self.given[code] = (challenge, standard | claims)
        return code

    def exchange(self, asked):
        """What the token endpoint answers; refuses a wrong secret or a wrong code verifier."""
        challenge, claims = self.given.pop(asked["code"])
        digest = hashlib.sha256(asked["code_verifier"].encode()).digest()
        if (asked["client_secret"], challenge) != (SECRET, base64.urlsafe_b64encode(digest).rstrip(b"=").decode()):
            return {"error": "invalid_grant"}
        token = jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": "one"})
        return {"access_token": "unused", "token_type": "Bearer", "id_token": token}


@contextmanager
def running(path=""):
    """Yields an issuer whose address ends with `path`."""
    with Issuer(path) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
