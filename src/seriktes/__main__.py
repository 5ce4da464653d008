from seriktes.cli import main

if __name__ == "__main__":  # the web processes import this file again where they are spawned, not forked
    main()
