"""What an import will do, decided before anything is written: rows held against what is here already."""
