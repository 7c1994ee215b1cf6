"""What each form asks for."""
