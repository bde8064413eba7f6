"""What a reviewer wants to know: two states of out/, compared by what they mean."""
