"""Hubsite as gunicorn serves it for a measurement: its statements can be counted."""

from benchmarks.counting import counted
from hubsite.wsgi import application as hubsite

application = counted(hubsite)
