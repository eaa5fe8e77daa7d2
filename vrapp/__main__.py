"""`python -m vrapp` is `vrapp`."""

from vrapp.cli import main

if __name__ == "__main__":
    main()
