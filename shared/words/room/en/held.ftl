# Held, not agreed, suspected duplicates
