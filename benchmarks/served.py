"""Hubsite's WSGI application with the middleware that counts statements."""

from benchmarks.counting import counted
from hubsite.wsgi import application as hubsite

application = counted(hubsite)
