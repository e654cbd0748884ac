# Reading a record and answering it
