"""A call of gcloud that serve.py carries out: call.py SOCKET ARGUMENTS…"""

import json
import os
import socket
import sys

server = socket.socket(socket.AF_UNIX)
server.connect(sys.argv[1])
call = {'arguments': sys.argv[2:], 'environment': dict(os.environ), 'folder': os.getcwd()}
socket.send_fds(server, [json.dumps(call).encode() + b'\n'], [0, 1, 2])
status = server.recv(1)
sys.exit(status[0] if status else 1)
