# Registers, search, exports
