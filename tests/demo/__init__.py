"""The estate's own rules, routes and dashboards on real servers, watching synthetic services."""
