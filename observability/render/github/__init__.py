"""The workflows on GitHub: validate, deploy, and plan the infrastructure."""
