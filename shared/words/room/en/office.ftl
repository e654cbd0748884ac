# People, devices, audit, backups
