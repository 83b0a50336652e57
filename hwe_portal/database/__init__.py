"""PostgreSQL as Django speaks it, over connections that the web server keeps: settings name it as the ENGINE."""
