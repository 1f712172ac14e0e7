"""What several photographs of one plate without ink show together, each under another light."""
