# What waits: the queue and its lanes
