"""Networks, teacher-student problems, their expected loss and derivatives, and families of configurations."""
