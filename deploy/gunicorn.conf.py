"""The web server, in the demo, in the benches and in production alike."""

import os

bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_WORKERS", "2"))
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", "8"))
max_requests = 5000  # a slow leak never grows old
max_requests_jitter = 500
graceful_timeout = 30
timeout = 60
loglevel = "warning"
control_socket_disable = True  # it would lie in the home of whoever starts the server
