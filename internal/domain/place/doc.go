// Package place knows the province: its regions down to the township, the offices of the 33 bodies the policy makes
// responsible, the posts in them, who holds a post from which day to which, and who acts for whom.
//
// Everybody may look at regions; the tree of them is kept in memory. From a person's posts comes what they see and what they
// may do: Service is the directory of kit/auth. Three rules keep power apart: nobody appoints or ends oneself, nobody
// approves an acting officer whom they proposed, replace or are, and a local administrator reaches only the own region.
//
// Reference data (data/region, data/policy, data/post) is seeded into the database by New and again when it has changed.
package place
