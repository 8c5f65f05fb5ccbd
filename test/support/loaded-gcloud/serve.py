"""Gcloud, loaded once: carries out each call in a fork of itself, with the arguments, environment, folder and streams
of its caller. Gcloud's own script starts it in place of gcloud.py, with the same Python:

    CLOUDSDK_PYTHON_ARGS=serve.py gcloud FOLDER

Leaves in FOLDER a program `gcloud`, once it is ready, and ends when its standard input does.
"""

import atexit
import json
import os
import select
import shlex
import signal
import socket
import sys
import traceback

GCLOUD = next(argument for argument in sys.argv if argument.endswith('gcloud.py'))
FOLDER = sys.argv[-1]
CALL = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'call.py')
LIMIT = 1 << 20
# What gcloud's script adds to the environment.
OF_GCLOUD = {name: value for name, value in os.environ.items() if name.startswith(('CLOUDSDK_', 'PYTHON'))}


def load():
    """As gcloud.py does it."""
    sys.path.insert(0, os.path.dirname(GCLOUD))
    import gcloud

    sys.path = gcloud.reorder_sys_path(sys.path)
    gcloud._fix_google_module()
    main = gcloud._import_gcloud_main()
    commands = main.CreateCLI([])
    return lambda: main.main(commands)


def carry_out(main, connection):
    """The fork: never returns."""
    status = 1
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        said, streams, _, _ = socket.recv_fds(connection, LIMIT, 3)
        while not said.endswith(b'\n'):
            said += connection.recv(LIMIT)
        call = json.loads(said)
        for number, stream in enumerate(streams):
            os.dup2(stream, number)
            os.close(stream)
        os.environ.clear()
        os.environ.update({**OF_GCLOUD, **call['environment']})
        os.chdir(call['folder'])
        sys.argv = [GCLOUD, *call['arguments']]
        status = status_of(main)
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
        connection.sendall(bytes([status]))
    finally:
        os._exit(status)


def status_of(main):
    try:
        main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


def serve(main):
    path = os.path.join(FOLDER, 'socket')
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen(64)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    program = os.path.join(FOLDER, 'gcloud')
    with open(program + '.new', 'w') as file:
        file.write('#!/bin/sh\nexec ' + shlex.join([sys.executable, '-IS', CALL, path]) + ' "$@"\n')
    os.chmod(program + '.new', 0o755)
    os.rename(program + '.new', program)
    while True:
        ready, _, _ = select.select([listener, sys.stdin], [], [])
        if sys.stdin in ready:
            return
        connection, _ = listener.accept()
        if os.fork() == 0:
            carry_out(main, connection)
        connection.close()


serve(load())
