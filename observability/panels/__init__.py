"""Ready-made rows and panels, one file a family; all are functions that return definitions."""
