"""From a picture to a reading: what is marked on the item, with probabilities."""
