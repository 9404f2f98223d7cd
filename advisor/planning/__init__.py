"""What a team keeps and decides together: scenarios with their history, and planning sessions."""
