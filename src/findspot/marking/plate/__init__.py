"""The plate: media, detection, recognition, views, fusion."""
