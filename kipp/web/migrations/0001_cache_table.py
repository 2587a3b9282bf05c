"""The table of kipp.web.cache, as django.core.cache.backends.db reads it. UNLOGGED: what lies in it
may be lost with the server, and is written without waiting for the disk."""

from django.db import migrations


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.RunSQL(
            sql="""
                CREATE UNLOGGED TABLE web_cache (
                    cache_key varchar(255) PRIMARY KEY,
                    value text NOT NULL,
                    expires timestamp with time zone NOT NULL
                );
                CREATE INDEX web_cache_expires ON web_cache (expires);
            """,
            reverse_sql="DROP TABLE web_cache;",
        )
    ]
