"""What happened: leads, companies and events, and how their raw values are read."""
