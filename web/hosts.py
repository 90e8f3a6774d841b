"""The names that the server is known by: a request under any other is refused.

That keeps the pages of others from reading the archive through a browser, by a name of theirs that
they let point here (DNS rebinding). Flask's own setting knows no IPv6 addresses.
"""

import re
from collections.abc import Collection

from flask import Flask, request
from werkzeug.exceptions import SecurityError

_PORT = re.compile(r":\d+\Z")


def install(app: Flask, names: Collection[str] | None) -> None:
    """Answer to these names and addresses only, on any port; ``None`` is all of them."""
    if names is None:
        return
    known = {name.lower() for name in names}

    def refuse_others() -> None:
        if _PORT.sub("", request.host) not in known:
            raise SecurityError

    app.before_request(refuse_others)
