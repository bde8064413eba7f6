"""What is right alone and wrong together: rules that judge the documents of all systems at once."""
