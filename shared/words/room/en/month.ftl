# The month: cells by months, trends, the tree of organisations
