import socketserver

class BaseHTTPRequestHandler(socketserver.StreamRequestHandler):
    raw_requestline: bytes
