"""Word lists for Spanish, Portuguese and English: job titles, countries, free mail, sectors."""
