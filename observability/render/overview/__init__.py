"""Pages about the whole: what there is and how it hangs together, and how environments differ."""
