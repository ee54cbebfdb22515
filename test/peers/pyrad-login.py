"""One login with pyrad. Reads JSON from standard input, prints JSON: the replies, in the order they came.

pyrad 2.1 checks Response Authenticators, but neither makes nor checks Message-Authenticators: both are done here.
"""

import hmac
import io
import json
import sys

from pyrad import packet
from pyrad.client import Client
from pyrad.dictionary import Dictionary

DICTIONARY = """
ATTRIBUTE User-Name 1 string
ATTRIBUTE User-Password 2 string
ATTRIBUTE Service-Type 6 integer
ATTRIBUTE Reply-Message 18 string
ATTRIBUTE State 24 octets
ATTRIBUTE Message-Authenticator 80 octets
"""


def sign(request):
    """RFC 3579 section 3.2, over the packet with sixteen zero octets in its place."""
    request["Message-Authenticator"] = bytes(16)
    mac = hmac.new(request.secret, request.RequestPacket(), "md5").digest()
    request["Message-Authenticator"] = mac


def is_signed(request, raw_reply):
    if raw_reply[20:22] != bytes([80, 18]):
        return False
    unsigned = raw_reply[:4] + request.authenticator + raw_reply[20:22] + bytes(16) + raw_reply[38:]
    return hmac.compare_digest(hmac.new(request.secret, unsigned, "md5").digest(), raw_reply[22:38])


def ask(client, user, typed, state):
    request = client.CreateAuthPacket(code=packet.AccessRequest, User_Name=user)
    request.authenticator = packet.Packet.CreateAuthenticator()
    request["User-Password"] = request.PwCrypt(typed)
    if state is not None:
        request["State"] = state
    raw = []
    create_reply = request.CreateReply
    request.CreateReply = lambda packet: (raw.append(packet), create_reply(packet=packet))[1]
    sign(request)
    return client.SendPacket(request), is_signed(request, raw[-1])


def main():
    job = json.load(sys.stdin)
    client = Client(
        server="127.0.0.1",
        authport=job["port"],
        secret=job["sharedSecret"].encode(),
        dict=Dictionary(io.StringIO(DICTIONARY)),
    )
    replies = []
    state = None
    for typed in job["typed"]:
        reply, signed = ask(client, job["user"], typed, state)
        state = reply["State"][0] if "State" in reply else None
        replies.append(
            {
                "code": reply.code,
                "messageAuthenticatorFirst": signed,
                "replyMessage": reply["Reply-Message"][0] if "Reply-Message" in reply else None,
            }
        )
    json.dump(replies, sys.stdout)


main()
