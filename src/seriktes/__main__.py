from seriktes.cli import main

main()
