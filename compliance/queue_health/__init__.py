"""Whether the review queue is under control: how long flagged decisions stay in it, and what becomes of them."""
