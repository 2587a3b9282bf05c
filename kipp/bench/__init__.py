"""`./dev bench`: what the portal costs, measured on the production server set-up."""
