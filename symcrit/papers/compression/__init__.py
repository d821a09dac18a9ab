from symcrit.papers.compression.claims import *
