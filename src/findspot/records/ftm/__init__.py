"""FollowTheMoney entities, one JSON object a line: read, understood as rows of tables, and written again."""
