"""Article -> Document: sentences, mentions, the pairs between them, entities, dates and speakers."""
