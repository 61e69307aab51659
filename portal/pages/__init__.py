"""Pages made of several sections: home, organisation, project, and what stands beside a text of the guide or a job."""
