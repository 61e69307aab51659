"""What all sections share: publishing, languages, wording, forms, access, letters."""
