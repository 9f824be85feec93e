"""The doorways of the review inbox. Each finds and authorises, makes one domain call, answers."""
