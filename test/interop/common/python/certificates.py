"""Makes a certificate: certificates.py <folder> <name> writes <name>.key and <name>.key_secret and says both keys."""

import sys

import zmq.auth

folder, name = sys.argv[1:]
public_file, secret_file = zmq.auth.create_certificates(folder, name)
public, secret = zmq.auth.load_certificate(secret_file)
print(public.decode(), secret.decode())
